import { describe, expect, it } from 'vitest'
import { readOptions } from '../options/read-options.ts'
import { checkPools } from './check-pools.ts'
import { checkTarget } from './check-target.ts'
import { attemptClocks } from './check-timeouts.ts'
import { unknownName } from './unknown-name.ts'

describe('the settings of a target', () => {
  it.each([undefined, '', 7, null])('need an id that is a text, not %s', (id) => {
    expect(() => {
      checkTarget({}, id)
    }).toThrow(new RegExp('^a target needs an "id" that is not empty, got '))
  })

  it.each<[string, unknown]>([
    ['weight', -1],
    ['weight', Infinity],
    ['priority', NaN],
    ['tags', 'x'],
    ['lacks', [7]],
    ['contextWindow', 0],
    ['model', 7],
    ['provider', 7],
    ['pool', 7],
    ['maxAttempts', 0],
    ['concurrency', 0],
    ['cost', { inputPerMTok: -1 }],
    ['guards', {}],
    ['guards', [{ availableAt: () => 0 }]],
    ['timeouts', { attemptMs: 0 }],
    ['timeouts', { firstContentMs: '7' }],
    ['timeouts', { idleMs: NaN }],
    ['wieght', 1],
  ])('are named when they are wrong: %s %j', (name, value) => {
    expect(() => {
      checkTarget({ id: 'a', [name]: value }, 'a')
    }).toThrow(new RegExp(`^target "a": .*${name}`))
  })

  it('are taken as they are otherwise', () => {
    const guards = [{ availableAt: () => 0, acquire: () => null }]
    const timeouts = { attemptMs: 1, firstContentMs: 1, idleMs: 1 }
    expect(() => {
      checkTarget({ id: 'a', client: 1, weight: 0, priority: -5, tags: ['x'], guards, timeouts }, 'a')
    }).not.toThrow()
  })
})

it('the clocks of attempts are a minute each, unless they are set', () => {
  expect(readOptions('test', {}, attemptClocks)).toEqual({
    attemptMs: 60_000,
    firstContentMs: 60_000,
    idleMs: 60_000,
  })
})

it('the options of pools are checked pool by pool', () => {
  expect(checkPools('pools', { a: { concurrency: 1 }, b: {} }, 'test')).toEqual({
    a: { concurrency: 1 },
    b: {},
  })
  expect(() => checkPools('pools', { a: { concurrency: 0.5 } }, 'test')).toThrow('pools.a.concurrency')
  expect(() => checkPools('pools', { a: { concurency: 1 } }, 'test')).toThrow('did you mean')
  expect(() => checkPools('pools', 7, 'test')).toThrow('"pools" must be')
})

describe('the error for an unknown name', () => {
  it('has a hint, or shows what was given', () => {
    expect(unknownName('target', 'alpa', ['alpha', 'beta']).message).toBe(
      'there is no target "alpa", did you mean "alpha"? known targets are alpha, beta',
    )
    expect(unknownName('target', 'gpt', []).message).toBe(
      'there is no target "gpt"; known targets are (none)',
    )
  })

  it('lists ten names at most', () => {
    const names = Array.from({ length: 12 }, (_, index) => `name-${String(index)}`)
    expect(unknownName('target', 'x', names.slice(0, 10)).message).toMatch(/name-8, name-9$/)
    expect(unknownName('target', 'x', names).message).toMatch(/name-9 and 2 more$/)
  })
})
