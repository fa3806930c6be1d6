import { describe, expect, it } from 'vitest'
import { readVendorError } from './vendor-error.ts'

describe('the error object of a vendor', () => {
  it.each([
    ['most vendors', { error: { code: 'c', message: 'm', param: 'p' } }],
    ['vLLM and Mistral', { code: 'c', message: 'm', param: 'p' }],
    ["Gemini's compatible endpoint", [{ error: { code: 'c', message: 'm', param: 'p' } }]],
  ])('is read as %s send it, parsed or as text', (_, body) => {
    const error = { words: ['c'], message: 'm', param: 'p', object: { code: 'c', message: 'm', param: 'p' } }
    expect(readVendorError(body)).toEqual(error)
    expect(readVendorError(JSON.stringify(body))).toEqual(error)
  })

  it('gives its words, the most telling first', () => {
    const error = {
      code: 'a',
      details: [{ error_code: 'b', reason: 'c', violations: [{ quotaId: 'd' }, 5] }, null, { reason: '' }],
      innererror: { code: 'e' },
      type: 'f',
      error_type: 'g',
      status: 'h',
    }
    expect(readVendorError({ error }).words).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    expect(readVendorError({ error: 'word', details: { error_code: 'b' } }).words).toEqual(['b', 'word'])
    expect(readVendorError({ code: 3505, type: { odd: true } }).words).toEqual(['3505'])
  })

  it('gives the texts that it has', () => {
    expect(readVendorError({ error: 'oops' }).message).toBe('oops')
    expect(readVendorError({ detail: 'Not Found' }).message).toBe('Not Found')
    expect(readVendorError({ message: 'a', detail: [{ msg: 'b' }, 'x', { msg: 'c' }] }).message).toBe('a b c')
    expect(readVendorError({ error: { message: { odd: true } } }).message).toBe('')
    expect(readVendorError({ message: 'x'.repeat(5000) }).message).toHaveLength(4000)
  })

  it.each([
    [{ error: { code: 429 } }, 429],
    [{ error: { code: '503' } }, 503],
    [{ error: { status: 400 } }, 400],
    [{ error: { status_code: 599 } }, 599],
    [{ error: {}, raw_status_code: 500 }, 500],
    [{ error: { code: null }, status_code: 503 }, 503],
    [{ error: { code: 'odd' }, code: 418 }, 418],
    [{ error: { code: 399, status: 600 } }, undefined],
    [{ error: { code: 429.5 } }, undefined],
    [{ error: { code: '' } }, undefined],
    [{ error: { code: [429] } }, undefined],
  ])('of %j has the status %s', (body, status) => {
    expect(readVendorError(body).status).toBe(status)
    expect('status' in readVendorError(body)).toBe(status !== undefined)
  })

  it.each([
    ['an error', '{ "type": "rate_limited", "message": "slow down" }', ['rate_limited']],
    ['an error behind words', 'Status 429. Body: {"code": "rate_limited"}', ['rate_limited']],
    ['a list with an error', '[{ "error": { "code": "rate_limited" } }]', ['rate_limited']],
    ['a list of something else', '[{ "code": "too_small", "path": ["messages"] }]', []],
  ])('is read from a message that is %s as JSON', (_, message, words) => {
    expect(readVendorError({ message }).words).toEqual(words)
  })

  it('has a parameter only when that is a name', () => {
    expect('param' in readVendorError({ param: null })).toBe(false)
    expect('param' in readVendorError({ param: 5 })).toBe(false)
  })

  it.each(['<html>', '{"cut": "he', '5', 'null', '"text"', ''])(
    'may be the text %j, which says nothing more',
    (text) => {
      expect(readVendorError(text)).toEqual({ words: [], message: text, object: {} })
    },
  )

  it.each([undefined, null, 5, [], [null]])('may be missing: %j', (body) => {
    expect(readVendorError(body)).toEqual({ words: [], message: '', object: {} })
  })
})
