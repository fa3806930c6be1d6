import { describe, expect, it } from 'vitest'
import { Accounts } from './accounts.ts'
import type { Answer } from './answer.ts'
import { checkDelay, type DelaySource } from './delay.ts'
import { endsWithAssistant } from './ends-with-assistant.ts'
import { errorNameOf } from './formats/error-table.ts'
import { blockEvents, frame, typedFrame } from './formats/frame.ts'
import { bearerIn, below, fieldsOf, modelIn, recordsOf, textsOf } from './formats/read-body.ts'
import { hash } from './hash.ts'
import { flawOf, seal } from './seal.ts'
import { base64Of } from './vector-of.ts'

describe('what accounts keep', () => {
  it('are the latest ten thousand ids of each', () => {
    const accounts = new Accounts()
    accounts.keep('b', [{ id: 'old' }])
    accounts.keep('a', [{ id: 'old' }])
    accounts.keep(
      'a',
      Array.from({ length: 9999 }, (_, index) => ({ id: String(index) })),
    )
    expect(accounts.find('a', 'old')).toEqual({ id: 'old' })
    accounts.keep('a', [{ id: 'new' }])
    expect(['old', '0', 'new'].map((id) => accounts.find('a', id)?.id)).toEqual([undefined, '0', 'new'])
    expect(accounts.find('b', 'old')).toEqual({ id: 'old' })
  })

  it('are the latest thousand answers of all, each as it was first', () => {
    const accounts = new Accounts()
    const answerOf = (account: string): Answer => ({ account }) as Answer
    const first = answerOf('a')
    accounts.keepAnswer('0', first)
    accounts.keepAnswer('0', answerOf('a'))
    expect(accounts.answerOf('a', '0')).toEqual({ answer: first, isCancelled: false })
    expect(accounts.answerOf('a', '0')?.answer).toBe(first)
    for (let id = 1; id < 1000; id += 1) accounts.keepAnswer(String(id), answerOf('b'))
    expect(accounts.answerOf('a', '0')).toBeDefined()
    accounts.keepAnswer('1000', answerOf('b'))
    expect(accounts.answerOf('a', '0')).toBeUndefined()
    expect(accounts.answerOf('b', '1')).toBeDefined()
    expect(accounts.answerOf('a', '1')).toBeUndefined()
  })
})

describe('a sealed text', () => {
  const sealed = seal('mein Konto', 'item')

  it.each([
    [sealed, 'mein Konto', 'item', undefined],
    [sealed, 'mein Konto', undefined, undefined],
    [sealed, 'mein Konto', 'other', 'another item'],
    [sealed, 'other', 'item', 'another account'],
    [btoa('sealed%20by%20a%20vendor mein%20Konto item'), 'mein Konto', 'item', 'unreadable'],
    ['no base64!', 'mein Konto', 'item', 'unreadable'],
    [btoa('%'), 'mein Konto', 'item', 'unreadable'],
  ])('%s is to %s, of %s: %s', (text, account, of, flaw) => {
    expect(flawOf(text, { account, of })).toBe(flaw)
  })
})

describe('delays', () => {
  const draw = (delay: unknown, ...randoms: number[]): number => {
    const source = checkDelay('delay', delay, 'test') as DelaySource
    return source(() => randoms.shift() ?? 0)
  }

  it('are constant, between two bounds, or spread about their median', () => {
    expect(draw(5)).toBe(5)
    expect([0, 0.5, 1].map((random) => draw({ minMs: 10, maxMs: 20 }, random))).toEqual([10, 15, 20])
    expect(draw({ medianMs: 100, sigma: 0 }, 0.3, 0.3)).toBe(100)
    expect(draw({ medianMs: 100, sigma: 1 }, 0, 0.3)).toBe(100)
    // √(−2 ln ½) ≈ 1.17741 times the cosine of the second number.
    expect(draw({ medianMs: 100, sigma: 1 }, 0.5, 0)).toBeCloseTo(100 * Math.exp(1.177_41), 2)
    expect(draw({ medianMs: 100, sigma: 2 }, 0.5, 0.5)).toBeCloseTo(100 * Math.exp(-2 * 1.177_41), 2)
  })

  it.each<[unknown, string]>([
    [-1, '"delay" must be'],
    [Infinity, '"delay" must be'],
    ['5', '"delay" must be a number of ms, { medianMs, sigma } or { minMs, maxMs }'],
    [null, 'a number of ms'],
    [{ minMs: 2, maxMs: 1 }, '"delay.maxMs"'],
    [{ maxMs: 1 }, 'minMs'],
    [{ minMs: 1 }, 'maxMs'],
    [{ medianMs: 1 }, 'sigma'],
    [{ medianMs: 1, sigma: 6 }, 'sigma'],
    [{ medianMs: -1, sigma: 1 }, 'medianMs'],
  ])('are not %j', (delay, message) => {
    expect(() => draw(delay)).toThrow(message)
  })
})

describe('bodies and paths of any shape', () => {
  it('have fields, objects and texts, or none', () => {
    expect([{ a: 1 }, [1], null, 'a'].map(fieldsOf)).toEqual([{ a: 1 }, {}, {}, {}])
    expect([[{ a: 1 }, 2, [3], null], { a: 1 }].map(recordsOf)).toEqual([[{ a: 1 }], []])
    expect(['a', ['a', 'b'], [], ['a', 1], undefined].map(textsOf)).toEqual([
      ...[['a'], ['a', 'b'], undefined, undefined, undefined],
    ])
  })

  it.each([
    ['/v1', '/v1/models', '/models'],
    ['/v1', '/v1/v1/models', '/models'],
    ['/v1', '/models', '/models'],
    ['/v1', '/v1beta/models', '/v1beta/models'],
    ['', '/models', '/models'],
  ])('below %s, %s is %s', (prefix, path, rest) => {
    expect(below(prefix, path)).toBe(rest)
  })

  it('name models and keys', () => {
    expect(['/models', '/models/a%2Fb', '/models/100%', '/model', '/modelsx'].map(modelIn)).toEqual([
      ...['', 'a/b', '100%', undefined, undefined],
    ])
    const keys = ['Bearer k', 'bearer k', 'Basic k', 'Bearer ', ' Bearer k'].map((authorization) =>
      bearerIn({ authorization }),
    )
    expect(keys).toEqual(['k', 'k', undefined, undefined, undefined])
    expect(bearerIn({})).toBeUndefined()
  })

  it('end with the model, or do not', () => {
    const [user, assistant, model] = ['user', 'assistant', 'model'].map((role) => ({ role }))
    expect(
      [
        ...[{ messages: [user, assistant] }, { contents: [user, model] }, { input: [assistant] }],
        ...[
          { messages: [assistant, user] },
          { messages: [] },
          { messages: assistant },
          { other: [model] },
          null,
        ],
      ].map(endsWithAssistant),
    ).toEqual([true, true, true, false, false, false, false, false])
  })

  it.each([
    [400, 'bad-request'],
    [401, 'auth'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'model-not-found'],
    [408, 'timeout'],
    [413, 'context-length'],
    [418, 'bad-request'],
    [429, 'rate-limit'],
    [498, 'overloaded'],
    [499, 'bad-request'],
    [500, 'server'],
    [501, 'server'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [529, 'overloaded'],
  ])('with the status %i are an error of the kind %s', (status, name) => {
    expect(errorNameOf(status)).toBe(name)
  })
})

describe('frames', () => {
  it('have data, and a name where there is one', () => {
    expect(frame({ a: 1 })).toBe('data: {"a":1}\n\n')
    expect(frame('x', 'ping')).toBe('event: ping\ndata: "x"\n\n')
    expect(typedFrame({ type: 'ping' })).toBe('event: ping\ndata: {"type":"ping"}\n\n')
  })

  it('of a block travel with its start and its end', () => {
    const events = (...deltas: string[]): string[] => blockEvents({ start: '<', deltas, end: '>' })
    expect([events(), events('a'), events('a', 'b', 'c')]).toEqual([['<>'], ['<a>'], ['<a', 'b', 'c>']])
  })
})

it('numbers are hashed and written as they are everywhere', () => {
  // Published values of FNV-1a with 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  expect(['', 'a', 'foobar'].map((text) => hash(text))).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968])
  expect(hash('a', 1)).not.toBe(hash('a'))
  expect(base64Of([1, -2])).toBe('AACAPwAAAMA=')
})
