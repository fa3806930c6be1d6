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

  it('skips an error equal to one that passed before another', () => {
    const { check, checked } = recordingCheck()
    for (const message of ['cut', 'broken', 'cut']) check(failed(message))
    expect(checked).toHaveLength(2)
  })

  it.each([
    ['name in a list', { words: ['a'] }, { words: ['b'] }],
    ['number of words', { words: ['a'] }, { words: ['a', 'b'] }],
    ['field', { words: 'a' }, { other: 'a' }],
    ['date', { at: new Date(1) }, { at: new Date(2) }],
    ['value in place of a text', { at: null }, { at: 'null!' }],
  ])('checks an error with another %s', (_, one, other) => {
    const { check, checked } = recordingCheck()
    check(Object.assign(failed('cut'), one))
    check(Object.assign(failed('cut'), other))
    expect(checked).toHaveLength(2)
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
