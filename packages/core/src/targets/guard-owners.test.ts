import { describe, expect, it } from 'vitest'
import type { Guard } from '../contracts/guard.ts'
import { GuardOwners } from './guard-owners.ts'
import type { Target } from './target.ts'

const guard = (name: string): Guard => ({ name, availableAt: () => 0, acquire: () => null })

/** A target as far as its guards are concerned. */
const owner = (id: string, ...guards: readonly Guard[]): Target<string> =>
  ({ id, guards: guards.map((source) => ({ source })) }) as unknown as Target<string>

function made(...targets: readonly Target<string>[]): GuardOwners<string> {
  const owners = new GuardOwners<string>()
  for (const target of targets) owners.add(target)
  return owners
}

const idsOf = (targets: readonly Target<string>[]): string[] => targets.map(({ id }) => id)

describe('the targets that share a guard', () => {
  const [shared, other] = [guard('shared'), guard('other')]
  const [a, b, c] = [owner('a', shared), owner('b', shared, other), owner('c', other)]

  it('are those that are blocked, without the one that is asked about', () => {
    const owners = made(a, b, c)
    expect(owners.blockedWith(a)).toEqual([])
    owners.note(a, true)
    owners.note(b, true)
    owners.note(c, true)
    expect(idsOf(owners.blockedWith(a))).toEqual(['b'])
    expect(idsOf(owners.blockedWith(b))).toEqual(['a', 'c'])
  })

  it('are no longer those that are available again, or have lost the guard', () => {
    const owners = made(a, b, c)
    owners.note(a, true)
    owners.note(c, true)
    owners.note(a, false)
    expect(idsOf(owners.blockedWith(b))).toEqual(['c'])
    owners.delete(c)
    expect(owners.blockedWith(b)).toEqual([])
  })

  it('are none for a target that has left', () => {
    const owners = made(a, b)
    owners.note(b, true)
    owners.delete(a)
    expect(owners.blockedWith(c)).toEqual([])
    expect(owners.blockedWith(owner('gone', guard('gone')))).toEqual([])
  })

  it('are none where a guard belongs to one target alone', () => {
    const owners = made(a)
    owners.note(a, true)
    expect(owners.blockedWith(a)).toEqual([])
  })
})
