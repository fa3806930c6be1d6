/** How many letters a misspelling must have before one of them may be wrong: shorter words resemble too many others. */
const shortest = 4

const simplified = (word: string): string => word.toLowerCase().replaceAll('_', '')

/** True when the intended name is clear: no other name is as near. */
export const isHintable = (misspelt: string, meant: string, known: readonly string[]): boolean => {
  if (simplified(misspelt) === simplified(meant)) return true
  return misspelt.length >= shortest && !known.some((name) => name !== meant && isOneSlip(misspelt, name))
}

/** True when one letter is wrong, missing, too many, or has changed places with its neighbour. */
const isOneSlip = (word: string, other: string): boolean => {
  const [one, two] = [simplified(word), simplified(other)]
  const start = Array.from(one).findIndex((letter, index) => letter !== two[index])
  const [ours, theirs] = [one.slice(start), two.slice(start)]
  const [first = '', second = ''] = ours
  return (
    ours.slice(1) === theirs.slice(1) ||
    ours.slice(1) === theirs ||
    ours === theirs.slice(1) ||
    second + first + ours.slice(2) === theirs
  )
}

/** Slips of one letter, another case, and the spellings of other languages. */
export const misspellings = (name: string, known: readonly string[]): readonly string[] => {
  const middle = Math.floor(name.length / 2)
  const [before, letter, after] = [
    name.slice(0, middle),
    name.slice(middle, middle + 1),
    name.slice(middle + 1),
  ]
  const others = [
    before + after,
    before + letter + letter + after,
    swapped(name, middle),
    name === name.toLowerCase() ? name.toUpperCase() : name.toLowerCase(),
    name.replaceAll(/[A-Z]+/g, (capitals) => `_${capitals.toLowerCase()}`),
  ]
  return [...new Set(others)].filter((word) => word !== '' && !known.includes(word))
}

/** The first two different neighbours from `place` on change places, else the last ones before it. */
const swapped = (name: string, place: number): string => {
  const places = [...Array.from({ length: name.length }, (_, index) => (place + index) % name.length)]
  const first = places.find((index) => index + 1 < name.length && name[index] !== name[index + 1]) ?? 0
  return `${name.slice(0, first)}${name.slice(first + 1, first + 2)}${name.slice(first, first + 1)}${name.slice(first + 2)}`
}
