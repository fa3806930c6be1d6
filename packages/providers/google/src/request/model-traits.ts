/** What a Gemini model refuses or ignores, so that the adapter leaves it out or maps it differently. */
export type ModelTraits = {
  /** How it reasons. `level`: on a level. `budget`: for a number of tokens. `none`: not at all. */
  readonly thinking: 'level' | 'budget' | 'none'
  /** Takes the lowest level, `MINIMAL`. */
  readonly minimalLevel: boolean
  /** Fewest tokens of a budget; 0 switches thinking off. */
  readonly leastBudget: number
  /** Uses `temperature`, `topP` and `topK`. */
  readonly sampling: boolean
  /** Takes `presencePenalty` and `frequencyPenalty`. */
  readonly penalties: boolean
  /** Requires a signature in the tool calls of the current turn. */
  readonly signatures: boolean
  /** Takes functions together with JSON answers and with Google's own tools, and files in their results. */
  readonly combinesTools: boolean
}

/**
 * Reads a model's traits from version and size in its name: `gemini-3.8-flash`, `models/gemini-2.5-pro`. A name without
 * a version counts as the newest model, one of no Gemini model as one without requirements. Sources: the pages on
 * thinking, thought signatures, tool combination and the newest model of https://ai.google.dev/gemini-api/docs (November 2026).
 */
export function traitsOf(modelId: string, vertex = false): ModelTraits {
  const [, major, minor = '0', rest = ''] = /gemini-(\d)(?:[.-](\d))?(?!\d)(.*)/.exec(modelId) ?? []
  const version = major === undefined ? undefined : Number(major) * 10 + Number(minor)
  const recent = version ?? Infinity
  const isLite = rest.includes('-lite')
  const isFlash = rest.startsWith('-flash')
  return {
    thinking: recent >= 30 ? 'level' : recent >= 25 ? 'budget' : 'none',
    minimalLevel: isLite || (isFlash && recent < 37),
    leastBudget: rest.startsWith('-pro') ? 128 : 0,
    sampling: version === undefined || version < 40,
    penalties: version !== 25 || vertex,
    signatures: modelId.includes('gemini-') && recent >= 30,
    combinesTools: recent >= 30,
  }
}
