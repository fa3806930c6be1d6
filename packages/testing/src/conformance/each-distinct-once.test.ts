import { describe, expect, it } from 'vitest'
import { eachDistinctOnce } from './each-distinct-once.ts'

/** A check that remembers what it was given. */
function recordingCheck(): { readonly checked: unknown[]; readonly check: (error: unknown) => void } {
  const checked: unknown[] = []
  return { checked, check: eachDistinctOnce((error) => void checked.push(error)) }
}

/** Errors made here have the same stack. */
function failed(message: string, { cause, hidden }: { cause?: Error; hidden?: string } = {}): Error {
  const error = new Error(message, { cause })
  if (hidden !== undefined) Object.defineProperty(error, 'hidden', { value: hidden })
  return Object.defineProperty(error, 'stack', { value: message })
}

describe('a check of each distinct error', () => {
  it('skips an error equal to one that passed', () => {
    const { check, checked } = recordingCheck()
    const first = failed('cut', { cause: failed('closed') })
    check(first)
    check(failed('cut', { cause: failed('closed') }))
    expect(checked).toEqual([first])
  })

  it.each([
    ['message', failed('broken', { cause: failed('closed'), hidden: 'a' })],
    ['cause', failed('cut', { cause: failed('reset'), hidden: 'a' })],
    ['hidden field', failed('cut', { cause: failed('closed'), hidden: 'b' })],
  ])('checks an error with another %s', (_, other) => {
    const { check, checked } = recordingCheck()
    check(failed('cut', { cause: failed('closed'), hidden: 'a' }))
    check(other)
    expect(checked).toHaveLength(2)
  })

  it('checks an error again that did not pass', () => {
    const check = eachDistinctOnce(() => {
      throw new Error('the error shows a secret')
    })
    expect(() => check(failed('cut'))).toThrow('shows a secret')
    expect(() => check(failed('cut'))).toThrow('shows a secret')
  })
})
