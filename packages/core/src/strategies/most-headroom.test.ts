import { expect, it } from 'vitest'
import { callFacts } from '../testing/call-facts.ts'
import { candidatesOf } from '../testing/candidates-of.ts'
import { fakeTarget } from '../testing/fake-target.ts'
import { mostHeadroom } from './most-headroom.ts'

const withLeft = (id: string, remaining: number, limit = 100) =>
  fakeTarget({ id, limits: [{ unit: 'requests', limit, remaining, resetMs: 60_000 }] })

it('chooses the target with the largest share left, not the largest number', () => {
  const candidates = candidatesOf([withLeft('large', 400, 1000), withLeft('small', 60)])
  expect(mostHeadroom().pick(candidates, callFacts(), 0).id).toBe('small')
})

it('counts what it has sent, before any answer comes', () => {
  const strategy = mostHeadroom()
  const candidates = candidatesOf([withLeft('a', 90), withLeft('b', 80)])
  const ids = Array.from({ length: 30 }, () => {
    const target = strategy.pick(candidates, callFacts(), 0)
    strategy.meter?.started?.(target, callFacts(), 0)
    return target.id
  })
  expect(ids.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 'a'))
  expect(ids.filter((id) => id === 'a')).toHaveLength(20)
})

it('takes a target of unknown limits for half used', () => {
  const unknown = fakeTarget({ id: 'unknown' })
  const choose = (remaining: number) =>
    mostHeadroom().pick(candidatesOf([withLeft('known', remaining), unknown]), callFacts(), 0).id
  expect(choose(60)).toBe('known')
  expect(choose(40)).toBe('unknown')
})

it('comes back to a target whose limit has been reset', () => {
  const candidates = candidatesOf([withLeft('used-up', 0), fakeTarget({ id: 'unknown' })])
  expect(mostHeadroom().pick(candidates, callFacts(), 20_000).id).toBe('unknown')
  expect(mostHeadroom().pick(candidates, callFacts(), 60_000).id).toBe('used-up')
})
