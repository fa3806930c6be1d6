import { describe, expect, it } from 'vitest'
import { headerOf, type HeadersLike } from './header-of.ts'

const like = (headers: unknown): HeadersLike => headers as HeadersLike

describe('a header is found', () => {
  it.each<[string, unknown]>([
    ['in a Headers object', new Headers({ 'Retry-After': '3' })],
    ['in a plain record', { 'retry-after': '3' }],
    ['in a record with names of another case', { 'Retry-After': '3', 'RETRY-AFTER-MS': '5' }],
    ['in a record without a prototype', Object.assign(Object.create(null) as object, { 'Retry-After': '3' })],
    ['in a Map', new Map([['Retry-After', '3']])],
    ['in a Map of numbers', new Map([['retry-after', 3]])],
    ['in a list of pairs', [['Retry-After', '3']]],
    ['in anything with get', { get: (name: string) => (name === 'retry-after' ? '3' : null) }],
    ['when it is repeated, by its first value', { 'retry-after': ['3', '4'] }],
    ['when it is a number', { 'retry-after': 3 }],
  ])('%s', (_, headers) => expect(headerOf(like(headers), 'retry-after')).toBe('3'))
})

describe('a header is not found', () => {
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error('do not look')
      },
    },
  )
  const circle: unknown[] = []
  circle.push(circle)
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  it.each<[string, unknown]>([
    ['in nothing', undefined],
    ['in null', null],
    ['in a text', 'retry-after: 3'],
    ['in an empty record', {}],
    ['in a proxy that throws', throwing],
    ['in a get that throws', { get: () => Reflect.get(throwing, 'value') as unknown }],
    ['when its value is no text', { 'retry-after': {} }],
    ['when its value is a list in itself', { 'retry-after': circle }],
    ['in a revoked proxy', revoked.proxy],
    [
      'in a list that has no end',
      {
        *[Symbol.iterator]() {
          for (;;) yield ['date', '3']
        },
      },
    ],
    ['under a longer name', { 'x-retry-after': '3' }],
  ])('%s', (_, headers) => expect(headerOf(like(headers), 'retry-after')).toBeUndefined())
})
