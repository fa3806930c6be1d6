/** What a Claude model refuses with a 400, so that the adapter leaves it out or maps it differently. */
export type ModelTraits = {
  /** `budget`: thinks for a number of tokens. `adaptive`: decides for itself, guided by an effort. */
  readonly thinking: 'adaptive' | 'budget'
  /** The closest to no thinking. `low-effort`: it cannot be switched off. */
  readonly leastThinking: 'disabled' | 'between_tools' | 'low-effort'
  /** Takes the effort between `high` and `max`. */
  readonly xhigh: boolean
  /** Takes `temperature`, `top_p` and `top_k`. */
  readonly sampling: boolean
  /** Takes `temperature` together with `top_p`. */
  readonly samplingTogether: boolean
  /** Takes a `tool_choice` of `any` or `tool`. */
  readonly forcedTools: boolean
  /** Takes instructions in the middle of a conversation. */
  readonly systemTurns: boolean
}

const shape = /(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?:[.-](\d{1,2}))?(?!\d)/

/**
 * Reads a model's traits from family and version in its name: `claude-opus-4-5-20251101`, `anthropic.claude-sonnet-5`.
 * A name without them counts as a model that refuses nothing. Sources: the pages on thinking, thinking
 * troubleshooting, effort, tool use and mid-conversation system messages of https://platform.claude.com/docs (November 2026).
 */
export function traitsOf(modelId: string): ModelTraits {
  const [, family, major = '0', minor = '0'] = shape.exec(modelId) ?? []
  const version = Number(major) * 100 + Number(minor)
  const recent = family === undefined ? Infinity : version
  const old = family === undefined ? 0 : version
  const isFable = family === 'fable' || family === 'mythos'
  const isNewOpus = family === 'opus' && recent >= 505
  const isNewSonnet = family === 'sonnet' && recent >= 505
  return {
    thinking: recent >= 406 ? 'adaptive' : 'budget',
    leastThinking: isFable || isNewOpus ? 'low-effort' : isNewSonnet ? 'between_tools' : 'disabled',
    xhigh: recent >= 407,
    sampling: old < 407,
    samplingTogether: old < 405,
    forcedTools: !(isNewOpus || isNewSonnet || (isFable && recent >= 501)),
    systemTurns: (family === 'opus' && recent >= 408) || (isFable && recent >= 500),
  }
}
