/** The one of `words` that `word` may have been meant to be: with nearly the same letters, in whatever case and order. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  const distance = (other: string): number => lettersApart(word.toLowerCase(), other.toLowerCase())
  const nearest = words.toSorted((one, other) => distance(one) - distance(other))[0]
  return nearest !== undefined && distance(nearest) < word.length * 0.6 ? nearest : undefined
}

/** How many letters either word has that the other lacks. */
function lettersApart(one: string, other: string): number {
  const missing = Array.from(one).reduce((left, letter) => left.replace(letter, ''), other).length
  return 2 * missing + one.length - other.length
}
