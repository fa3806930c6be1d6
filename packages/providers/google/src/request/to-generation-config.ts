import { compact } from '@llm-balancer/provider'
import type { ChatRequest } from '@llm-balancer/provider'
import type { Mapping } from './mapping.ts'
import type { GenerationConfig } from './generate-content-body.ts'
import { toThinkingConfig } from './to-thinking-config.ts'
import type { ToolFields } from './to-tools.ts'

/** Maps the settings of a request to a `generationConfig`, as far as the model takes them. */
export function toGenerationConfig(
  request: ChatRequest,
  tools: ToolFields,
  mapping: Mapping,
): GenerationConfig {
  const { maxOutputTokens, seed, stopSequences = [] } = request
  const { temperature, topP, topK, presencePenalty, frequencyPenalty } = request
  const { sampling, penalties } = mapping.traits
  return {
    ...compact({
      maxOutputTokens,
      seed,
      stopSequences: stopSequences.length > 0 ? [...stopSequences] : undefined,
      thinkingConfig: toThinkingConfig(request, mapping),
    }),
    ...accepted({ temperature, topP, topK }, sampling, mapping),
    ...accepted({ presencePenalty, frequencyPenalty }, penalties, mapping),
    ...toFormat(request, tools, mapping),
  }
}

/** The settings that are given; none, with warnings, when the model does not take them. */
function accepted<const Settings extends object>(
  settings: Settings,
  isTaken: boolean,
  { warn }: Mapping,
): ReturnType<typeof compact<Settings>> | undefined {
  const given = compact(settings)
  if (isTaken) return given
  for (const name of Object.keys(given)) warn(name, 'not with this model')
  return undefined
}

/** JSON excludes a call that is forced, and before Gemini 3 every call. */
function toFormat(
  { responseFormat }: ChatRequest,
  { tools, toolConfig }: ToolFields,
  { traits, warn }: Mapping,
): Pick<GenerationConfig, 'responseMimeType' | 'responseJsonSchema'> {
  if (responseFormat?.type !== 'json') return {}
  const isForced = toolConfig?.functionCallingConfig?.mode === 'ANY'
  if (isForced || (tools !== undefined && !traits.combinesTools)) {
    warn('responseFormat', 'not together with tools')
    return {}
  }
  return compact({ responseMimeType: 'application/json', responseJsonSchema: responseFormat.schema })
}
