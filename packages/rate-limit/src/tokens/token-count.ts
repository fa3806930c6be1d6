/** No call uses more tokens than this: a larger number is a mistake, and would leave no room for exact sums. */
const mostTokens = 1_000_000_000

/** A number of tokens as it may be counted with, at most a billion; undefined for what is no number ≥ 0. */
export function tokenCount(given: unknown): number | undefined {
  if (typeof given !== 'number' || !(given >= 0)) return undefined
  return Math.min(given, mostTokens)
}
