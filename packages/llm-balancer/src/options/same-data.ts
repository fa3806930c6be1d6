import { isPlain } from './own-copy.ts'

/**
 * True when two values are the same plain data, however deep. Functions, and objects of a class such as models, are the same only
 * when they are one.
 */
export function isSameData(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (!isComparable(one) || !isComparable(other)) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [names, otherNames] = [namesOf(one), namesOf(other)]
  return (
    names.length === otherNames.length &&
    names.every((name) => Object.hasOwn(other, name) && isSameData(one[name], other[name]))
  )
}

type Plain = Readonly<Record<string, unknown>>

function isComparable(value: unknown): value is Plain {
  return Array.isArray(value) || isPlain(value)
}

/** What is undefined counts as not there. */
function namesOf(value: Plain): readonly string[] {
  return Object.keys(value).filter((name) => value[name] !== undefined)
}
