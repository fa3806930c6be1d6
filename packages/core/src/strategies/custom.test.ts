import { describe, expect, it } from 'vitest'
import type { TargetState } from '../contracts/target.ts'
import { StrategyError } from '../errors/run-errors.ts'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { custom, type Choose, type CustomOptions } from './custom.ts'

const [a, b] = [fakeTarget({ id: 'a', inFlight: 2 }), fakeTarget({ id: 'b', tags: ['eu'] })]
const candidates = candidatesOf([a, b])

const pickBy = (choose: unknown, name?: string): TargetState =>
  custom(choose as Choose, name === undefined ? {} : { name }).pick(candidates, callFacts(), 0)

const errorOf = (choose: unknown): unknown => {
  try {
    return pickBy(choose, 'mine')
  } catch (error) {
    return error
  }
}

describe('the choice', () => {
  it('may be a target', () => {
    expect(pickBy((targets: TargetState[]) => targets.find(({ tags }) => tags.includes('eu')))).toBe(b)
  })

  it('may be an id, or a copy that has one', () => {
    expect(pickBy(() => 'b')).toBe(b)
    expect(pickBy((targets: TargetState[]) => ({ ...targets[1] }))).toBe(b)
  })

  it('may go by the call', () => {
    const strategy = custom((_targets, call) => (call.inputTokens > 1000 ? 'a' : 'b'))
    expect(strategy.pick(candidates, callFacts({ inputTokens: 5000 }), 0)).toBe(a)
    expect(strategy.pick(candidates, callFacts({ inputTokens: 5 }), 0)).toBe(b)
  })

  it('may sort and change its list, which is its own copy', () => {
    const strategy = custom((targets) => {
      const sorted = (targets as TargetState[]).sort((one, other) => one.inFlight - other.inFlight)
      return sorted.shift() ?? 'none'
    })
    expect([strategy.pick(candidates, callFacts(), 0), strategy.pick(candidates, callFacts(), 0)]).toEqual([
      b,
      b,
    ])
    expect([...candidates]).toEqual([a, b])
  })
})

describe('a choice that makes no sense', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an index', 0, '0'],
    ['an unknown id', 'z', '"z", which no target has'],
    ['a target that is not eligible', { id: 'z' }, '"z", which no target has'],
    ['an object without an id', {}, 'an object'],
    ['an id that is no string', { id: 7 }, 'an object'],
    ['something long, which may be a secret', 's'.repeat(65), 'an id that no target has'],
    ['a promise', Promise.resolve('a'), 'a promise; choosing is synchronous'],
  ])('such as %s says so', (_name, chosen, got) => {
    const error = errorOf(() => chosen)
    expect(StrategyError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({
      strategy: 'mine',
      message: `mine: must choose one of its targets or the id of one, got ${got}`,
    })
  })

  it('leaves no unhandled rejection behind when it is a promise that fails', async () => {
    const handler = await new Promise((resolve) => {
      const promise = { then: (_fulfilled: unknown, rejected: unknown) => resolve(rejected) }
      expect(errorOf(() => promise)).toBeInstanceOf(StrategyError)
    })
    expect(handler).toBeTypeOf('function')
  })

  it('keeps what was thrown as its cause, and its text out of the message', () => {
    const cause = new Error('the prompt was: …')
    const error = errorOf(() => {
      throw cause
    })
    expect(error).toMatchObject({ message: 'mine: the function that chooses a target threw', cause })
  })
})

it('is called custom unless it has a name', () => {
  expect(custom(() => 'a').name).toBe('custom')
  expect(custom(() => 'a', { name: 'eu-first' }).name).toBe('eu-first')
})

it.each<[string, unknown, unknown, string]>([
  ['no function', 'a', {}, 'custom: "choose" must be a function, got a string'],
  [
    'an empty name',
    () => 'a',
    { name: '' },
    'custom: "name" must be a string that is not empty, got an empty string',
  ],
  ['unknown options', () => 'a', { title: 'x' }, 'custom: unknown option "title"; known options are name'],
])('refuses %s', (_name, choose, options, message) => {
  expect(() => custom(choose as Choose, options as CustomOptions)).toThrow(new TypeError(message))
})
