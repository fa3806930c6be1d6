import type { ModelChoice } from './call-options.ts'

/** The options of a call with the model that its request asks for. @throws TypeError when both ask for one */
export function withModelOf<Options extends ModelChoice>({ model }: ModelChoice, options: Options): Options {
  if (model === undefined) return options
  if (options.model === undefined) return { ...options, model }
  throw new TypeError('request: "model" is asked for twice, by the request and by the options; ask once')
}
