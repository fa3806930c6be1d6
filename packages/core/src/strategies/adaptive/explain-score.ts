import type { ScoreParts } from './score.ts'

/** A share of quota that is named, because it is nearly used up or shows what is spared. */
const scarceBelow = 0.3

/** What else the words need. */
export interface ScoredCall {
  readonly streaming: boolean
  readonly inFlight: number
}

/** What a score is made of, in words: `first content expected after 480 ms, × 1.4 for 5 calls under way, + 50 ms for its price`. */
export function explainScore(parts: ScoreParts, { streaming, inFlight }: ScoredCall): string {
  const { isUnknown, latencyMs, tokensMs, cachedTokens, crowding, failuresMs, left, scarcity, priceMs } =
    parts
  const awaited = streaming ? 'first content' : 'answer'
  const words: string[] = []
  if (!isUnknown) words.push(`${awaited} expected after ${ms(latencyMs + tokensMs)}`)
  else if (latencyMs === 0) words.push('has not answered yet, so it is tried')
  else words.push(`has not answered yet, taken to need ${ms(latencyMs)}`)
  if (Math.round(cachedTokens) > 0)
    words.push(`${Math.round(cachedTokens)} tokens of the prompt in its cache`)
  if (crowding >= 1.05)
    words.push(`× ${times(crowding)} for ${inFlight} ${inFlight === 1 ? 'call' : 'calls'} under way`)
  if (failuresMs >= 1) words.push(`+ ${ms(failuresMs)} for the risk of a failure`)
  if (scarcity >= 1.05) words.push(`× ${times(scarcity)} ${scarcityText(left)}`)
  if (priceMs >= 1) words.push(`+ ${ms(priceMs)} for its price`)
  return words.join(', ')
}

function scarcityText(left: number): string {
  return left < scarceBelow
    ? `because ${Math.round(100 * left)} % of its quota is left`
    : 'because its key was refused calls'
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`
}

function times(factor: number): string {
  return String(Number(factor.toPrecision(2)))
}
