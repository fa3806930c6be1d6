/**
 * The one of `words` that `word` was probably meant to be; undefined when none is near enough. Letter case, hyphens and
 * underscores do not count; an ending (`timeout` for `timeoutMs`, `retries` for `retry`) counts less than one wrong letter;
 * of wrong letters one in four is forgiven, two neighbours that changed places being one. Distance: optimal string alignment
 * (F. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964).
 */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const given = plain(word)
  if (given.length > longestWord) return undefined
  let nearest: string | undefined
  let shortest = Math.floor(given.length / 4) + 0.5
  for (const candidate of words) {
    const distance = distanceBetween(given, plain(candidate), shortest)
    if (distance >= shortest) continue
    nearest = candidate
    shortest = distance
  }
  return nearest
}

/** A longer one is not a misspelt name. */
const longestWord = 64

/** What a different ending counts. */
const otherEnding = 0.4

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_\s]/g, '')
}

/** `timeoutms` → `timeout`, `retries` → `retry`. */
function stemOf(word: string): string {
  return word
    .replace(/(?<=...)(ms|millis|milliseconds|seconds|sec)$/, '')
    .replace(/(?<=..)ies$/, 'y')
    .replace(/(?<=..[^s])s$/, '')
}

/** The distance of two words; where it is at least `limit`, that may be any number from there on. */
function distanceBetween(one: string, other: string, limit: number): number {
  if (one === other) return 0
  if (stemOf(one) === stemOf(other)) return otherEnding
  // So many letters at least must be inserted or deleted.
  const difference = Math.abs(one.length - other.length)
  return difference >= limit ? difference : alignmentDistance(one, other)
}

/** How many letters must be inserted, deleted, replaced, or exchanged with their neighbour to make one word of the other. */
function alignmentDistance(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[other.length] ?? 0
}
