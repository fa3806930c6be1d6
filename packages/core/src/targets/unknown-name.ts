import { describeWord } from '../options/describe-word.ts'
import { nearestWord } from '../options/nearest-word.ts'

/** The error for a target or a pool that there is not, with the name that was probably meant. */
export function unknownName(what: 'target' | 'pool', name: string, known: readonly string[]): RangeError {
  const nearest = nearestWord(name, known)
  const hint = nearest === undefined ? ';' : `, did you mean "${nearest}"?`
  const list =
    known.length > 10 ? `${known.slice(0, 10).join(', ')} and ${known.length - 10} more` : known.join(', ')
  const shown = nearest === undefined ? describeWord(name) : `"${name}"`
  return new RangeError(`there is no ${what} ${shown}${hint} known ${what}s are ${list || '(none)'}`)
}
