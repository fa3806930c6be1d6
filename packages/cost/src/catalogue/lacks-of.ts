import type { ModelCapabilities, ModelFacts } from './model-facts.ts'

/** The words of calls for what models may lack: in `needs` of a run, and `lacks` of a target. No call depends on a prefill. */
const words: Readonly<Record<Exclude<keyof ModelCapabilities, 'prefill'>, string>> = {
  tools: 'tools',
  images: 'images',
  jsonSchema: 'json-schema',
  reasoning: 'reasoning',
}

/**
 * What a model is known not to do, for the `lacks` of a target: `tools`, `images`, `json-schema`, `reasoning`. Of a model that is not
 * known, or a capability that is not, nothing is said.
 */
export function lacksOf(facts: Pick<ModelFacts, 'capabilities'> | undefined): readonly string[] {
  const { capabilities = {} } = facts ?? {}
  return Object.entries(words)
    .filter(([name]) => capabilities[name as keyof ModelCapabilities] === false)
    .map(([, word]) => word)
}
