import { expect, it } from 'vitest'
import type { KeyState } from './key-state.ts'
import { Pools } from './pools.ts'

type Member = { key: KeyState<Member> }

const join = (pools: Pools<Member>, pool?: string): Member => {
  const member = {} as Member
  member.key = pools.join(member, pool)
  return member
}

it('targets of one pool share its state, and those without a pool share with no other', () => {
  const pools = new Pools<Member>()
  const [a, b, alone, other] = [join(pools, 'p'), join(pools, 'p'), join(pools), join(pools)]
  expect(a.key).toBe(b.key)
  expect(alone.key).not.toBe(other.key)
  expect([...a.key.targets]).toEqual([a, b])
  expect(a.key.pool).toBe('p')
  expect(alone.key.pool).toBeUndefined()
  expect(a.key.wasExhausted).toBe(false)
  expect(pools.snapshot()).toEqual([{ pool: 'p', inFlight: 0 }])
})

it('a pool is forgotten when it has neither targets nor attempts', () => {
  const pools = new Pools<Member>({ p: { concurrency: 2 } })
  const [a, b] = [join(pools, 'p'), join(pools, 'p')]
  a.key.inFlight = 1
  pools.leave(a)
  expect(pools.snapshot()).toEqual([{ pool: 'p', inFlight: 1, concurrency: 2 }])
  pools.leave(b)
  expect(pools.snapshot()).toHaveLength(1)
  a.key.inFlight = 0
  pools.forgetUnused(a.key)
  expect(pools.snapshot()).toEqual([])
  expect(join(pools, 'p').key).not.toBe(a.key)
})

it('what a pool allows is what was said last, also of a pool without targets', () => {
  const pools = new Pools<Member>({ later: { concurrency: 1 } })
  const { key } = join(pools, 'p')
  expect(key.concurrency).toBe(Infinity)
  expect(key.isExhausted).toBe(false)
  expect(pools.update('p', { concurrency: 3 })).toBe(key)
  expect(key.concurrency).toBe(3)
  expect(pools.update('p', {})).toBe(key)
  expect(key.concurrency).toBe(3)
  expect(pools.update('later', { concurrency: 7 })).toBeUndefined()
  expect(join(pools, 'later').key.concurrency).toBe(7)
  expect([...pools.replace({ later: { concurrency: 9 } })].map(({ concurrency }) => concurrency)).toEqual([
    Infinity,
    9,
  ])
})

it('a pool that is unknown, or a bad option, is refused by name', () => {
  const pools = new Pools<Member>({ main: { concurrency: 2 } })
  expect(() => pools.update('mian', {})).toThrow(
    'there is no pool "mian", did you mean "main"? known pools are main',
  )
  expect(() => pools.update('zzz', {})).toThrow('there is no pool "zzz"; known pools are main')
  expect(() => pools.update('main', { concurrency: 0 })).toThrow('concurrency')
  expect(() => new Pools<Member>().update('p', {})).toThrow('known pools are (none)')
})
