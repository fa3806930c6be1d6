import { describe, expect, it } from 'vitest'
import { redactSecrets, wholeWords } from './redact-secrets.ts'

describe('a text without its secrets', () => {
  it.each([
    ['wrong key planted-1', ['planted-1'], 'wrong key [redacted]'],
    ['planted-1-and-more', ['planted-1', 'planted-1-and-more'], '[redacted]'],
    ['the letter k', ['k'], 'the letter k'],
    ['Authorization: Bearer abc.def', [], 'Authorization: [redacted]'],
    ['Basic dXNlcjpwYXNz=, please', [], '[redacted], please'],
    ['basic authentication is required', [], 'basic authentication is required'],
    ['Incorrect API key: sk-proj-***1234.', [], 'Incorrect API key: [redacted]'],
    ['key_not_found or key-1234abcd', [], 'key_not_found or [redacted]'],
    ['AIzaSyA1234567 and eyJhbGciOi.J9', [], '[redacted] and [redacted]'],
    ['a'.repeat(64), [], '[redacted]'],
    ['a'.repeat(63), [], 'a'.repeat(63)],
    ['a risk-free task', [], 'a risk-free task'],
  ])('%s', (text, secrets, expected) => {
    expect(redactSecrets(text, secrets)).toBe(expected)
  })

  it('may have another mark', () => {
    expect(redactSecrets('key planted-1', ['planted-1'], '…')).toBe('key …')
  })
})

describe('the beginning of a text', () => {
  it('ends with a whole word', () => {
    expect(wholeWords('one two', 7)).toBe('one two')
    expect(wholeWords('one two', 5)).toBe('one ')
    expect(wholeWords('onetwo', 3)).toBe('')
  })
})
