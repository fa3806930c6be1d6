import { describe, expect, it } from 'vitest'
import { headersRecord, mergeHeaders, headerSecrets } from './headers.ts'

describe('headers to send', () => {
  it('lie over each other without regard to case, and undefined removes one', () => {
    const layers = [{ 'X-A': '1', b: '1', c: '1' }, undefined, { 'x-a': '2', C: undefined }]
    expect(mergeHeaders('acme', layers)).toEqual({ 'x-a': '2', b: '1' })
  })

  it.each(['', 'a b', 'a:b', 'ä', 'a\n'])('have no impossible name: %j', (name) => {
    expect(() => mergeHeaders('acme', [{ [name]: 'secret' }])).toThrow(
      new TypeError('acme: a header has an impossible name'),
    )
  })

  it.each(['a\nsecret', 'secret\u0000', 'secretĀ'])('have no impossible value: %j', (value) => {
    expect(() => mergeHeaders('acme', [{ 'X-Note': value }])).toThrow(
      new TypeError('acme: header "x-note" has a value that HTTP cannot carry'),
    )
  })

  it('may have every name that HTTP allows', () => {
    expect(mergeHeaders('acme', [{ "!#$%&'*+.^_`|~-09az": '\t ~ÿ' }])).toEqual({
      "!#$%&'*+.^_`|~-09az": '\t ~ÿ',
    })
  })

  it('are secret as a whole and word by word', () => {
    const headers = { authorization: 'Bearer k1', 'x-list': 'a, b;c', gone: undefined, empty: '' }
    expect(headerSecrets(headers)).toEqual(['Bearer k1', 'Bearer', 'k1', 'a, b;c', 'a', 'b', 'c'])
  })
})

it('headers of a response are a record with names in lower case, without cookies', () => {
  const headers = new Headers({ 'X-A': '1', b: '2' })
  headers.append('set-cookie', 'session=secret')
  expect(headersRecord(headers)).toEqual({ 'x-a': '1', b: '2' })
})
