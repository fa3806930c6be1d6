import { describe, expect, it } from 'vitest'
import { createHttpClient } from '../http/http-client.ts'
import { checkHeaders, type HeaderSettings } from './check-headers.ts'

describe('headers as settings', () => {
  it.each<[given: HeaderSettings]>([
    [{ 'X-Team': 'red', 'x-gone': undefined }],
    [new Headers({ 'X-Team': 'red' })],
    [new Map([['X-Team', 'red']])],
    [[['X-Team', 'red']]],
  ])('reach the wire: %o', async (given) => {
    const sent: unknown[] = []
    const client = createHttpClient({
      provider: 'acme',
      baseURL: 'https://api.acme.example',
      headers: given,
      fetch(_url, { headers }) {
        sent.push(headers)
        return Promise.resolve(Response.json({}))
      },
    })
    await client.getJson('/a')
    expect(sent).toEqual([{ 'x-team': 'red' }])
  })

  it.each<[given: unknown, got: string]>([
    [5, 'got a number'],
    [12_345_678, 'got a number'],
    ['x-team: red', 'got a string'],
    [null, 'got null'],
    [['x-team', 'red'], 'got an array'],
    [[[1, 'red']], 'got an array'],
  ])('%o are refused', (given, got) => {
    expect(() => checkHeaders('headers', given, 'acme')).toThrow(
      new TypeError(`acme: "headers" must be an object with a string for each name, or Headers, ${got}`),
    )
  })

  it.each<[value: unknown, got: string]>([
    [12_345_678, 'a number'],
    [null, 'null'],
    [['red'], 'an array'],
  ])('with the value %o are refused without the value', (value, got) => {
    expect(() => checkHeaders('headers', { 'x-team': value })).toThrow(
      new TypeError(`"headers" must have a string for each name, got ${got} for "x-team"`),
    )
  })
})
