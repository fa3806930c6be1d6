import type { TokenUsage } from '../contracts/usage.ts'

/** How much of what was learnt before stays with each new call: the last twenty or so count. */
const memory = 0.95
/** So many times the mean deviation above the mean is more than nearly every call takes. */
const deviations = 4

/** No call uses more tokens than this. */
const mostTokens = 1_000_000_000

/** What the latest calls used, as plain data: sums in which each call counts for a little less than the next one. */
export interface UsualState {
  readonly calls: number
  readonly inputTokens: number
  readonly outputTokens: number
}

/** What the latest calls used: how many tokens, and how many of them were cached, or spent on reasoning. */
export class UsualUsage {
  #calls = 0
  #input = 0
  #output = 0
  #cacheRead = 0
  #cacheWrite = 0
  #reasoning = 0
  #outputMean: number | undefined
  #outputDeviation = 0

  /** How many calls count; fewer than 20, however many there were. */
  get calls(): number {
    return this.#calls
  }

  /** Mean input tokens; undefined while nothing is known. */
  get inputTokens(): number | undefined {
    return this.#calls === 0 ? undefined : this.#input / this.#calls
  }

  /** Mean output tokens; undefined while nothing is known. */
  get outputTokens(): number | undefined {
    return this.#calls === 0 ? undefined : this.#output / this.#calls
  }

  /** More output tokens than nearly every call takes; undefined while nothing is known. */
  get mostOutputTokens(): number | undefined {
    return this.#outputMean === undefined ? undefined : this.#outputMean + deviations * this.#outputDeviation
  }

  /** Share of the input tokens that were read from the vendor's cache. */
  get cacheReadRatio(): number {
    return ratio(this.#cacheRead, this.#input)
  }

  /** Share of the input tokens that were written to it. */
  get cacheWriteRatio(): number {
    return ratio(this.#cacheWrite, this.#input)
  }

  /** Share of the output tokens that were spent on reasoning. */
  get reasoningRatio(): number {
    return ratio(this.#reasoning, this.#output)
  }

  /** A call used so many tokens. */
  learn(usage: TokenUsage): void {
    const { inputTokens, outputTokens = 0 } = usage
    // Such numbers are a mistake of the vendor, which would stay for long.
    if (inputTokens === undefined || !isCount(inputTokens) || !isCount(outputTokens)) return
    this.#calls = memory * this.#calls + 1
    this.#input = memory * this.#input + inputTokens
    this.#output = memory * this.#output + outputTokens
    this.#cacheRead = memory * this.#cacheRead + (usage.cacheReadTokens ?? 0)
    this.#cacheWrite = memory * this.#cacheWrite + (usage.cacheWriteTokens ?? 0)
    this.#reasoning = memory * this.#reasoning + (usage.reasoningTokens ?? 0)
    // As for round-trip times (RFC 6298): the first call is taken to deviate by half.
    const mean = (this.#outputMean ??= outputTokens)
    const deviation = this.#calls === 1 ? outputTokens / 2 : Math.abs(outputTokens - mean)
    this.#outputDeviation += (deviation - this.#outputDeviation) / (this.#calls === 1 ? 1 : 4)
    this.#outputMean = mean + (outputTokens - mean) / 8
  }

  /** For `restore` of another one; undefined while nothing is known. */
  export(): UsualState | undefined {
    if (this.#calls === 0) return undefined
    return { calls: this.#calls, inputTokens: this.#input, outputTokens: this.#output }
  }

  /** Goes on from what another one has exported. */
  restore({ calls, inputTokens, outputTokens }: UsualState): void {
    this.#calls = calls
    this.#input = inputTokens
    this.#output = outputTokens
    this.#outputMean = outputTokens / calls
    this.#outputDeviation = this.#outputMean / 2
  }
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0
}

function isCount(tokens: number): boolean {
  return tokens >= 0 && tokens <= mostTokens
}
