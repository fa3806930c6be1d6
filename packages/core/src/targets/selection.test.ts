import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Selection } from './selection.ts'
import { Target } from './target.ts'

function made(order: number, weight = 1): Target<string> {
  return new Target({ id: `t${order}`, client: 'c', weight }, order)
}

function empty(accepts: (target: Target<string>) => boolean = () => true): Selection<string> {
  let revision = 0
  return new Selection(accepts, () => (revision += 1))
}

function at(targets: readonly Target<string>[], place: number): Target<string> {
  const target = targets[place]
  if (target === undefined) throw new RangeError(`there is no target ${place}`)
  return target
}

const ids = ({ available }: Selection<string>): string[] => available.map(({ id }) => id)

describe('a selection', () => {
  it('keeps the order in which the targets were added, however they come and go', () => {
    const selection = empty()
    const targets = [1, 2, 3, 4].map((order) => made(order))
    for (const place of [2, 0, 3, 1]) selection.place(at(targets, place), 'available')
    expect(ids(selection)).toEqual(['t1', 't2', 't3', 't4'])
    selection.place(at(targets, 1), 'blocked')
    selection.place(at(targets, 3), 'gone')
    expect(ids(selection)).toEqual(['t1', 't3'])
    selection.place(at(targets, 1), 'available')
    expect(ids(selection)).toEqual(['t1', 't2', 't3'])
    expect(selection.size).toBe(3)
  })

  it('has the blocked target that comes back first at the front', () => {
    const selection = empty()
    const [late, soon] = [made(1), made(2)]
    late.comesBackAt = Infinity
    soon.comesBackAt = 50
    for (const target of [late, soon]) selection.place(target, 'blocked')
    expect(selection.blocked.first).toBe(soon)
    soon.comesBackAt = 90
    late.comesBackAt = 60
    for (const target of [late, soon]) selection.place(target, 'blocked')
    expect(selection.blocked.first).toBe(late)
    expect(selection.available).toEqual([])
  })

  it('has only targets that pass its filter, and lets one go that no longer does', () => {
    const selection = empty((target) => target.settings.tags.includes('eu'))
    const target = made(1)
    selection.place(target, 'available')
    expect(selection.size).toBe(0)
    target.update({ tags: ['eu'] })
    selection.place(target, 'available')
    expect(ids(selection)).toEqual(['t1'])
    target.update({ tags: [] })
    selection.place(target, 'blocked')
    expect(selection.size).toBe(0)
  })

  it('does not ask its filter about a target that is gone', () => {
    const asked: string[] = []
    const selection = empty((target) => asked.push(target.id) > 0)
    const target = made(1)
    selection.place(target, 'available')
    selection.place(target, 'gone')
    expect(asked).toEqual(['t1'])
    expect(selection.size).toBe(0)
  })

  it('has a new revision with each change, and the same one while nothing changes', () => {
    const selection = empty()
    const target = made(1)
    const seen = [selection.revision]
    const changes = [
      () => selection.place(target, 'available'),
      () => selection.touch(target),
      () => selection.place(target, 'blocked'),
    ]
    for (const change of changes) {
      change()
      seen.push(selection.revision)
    }
    expect(new Set(seen).size).toBe(4)
    selection.place(target, 'blocked')
    selection.touch(target)
    expect(selection.revision).toBe(seen.at(-1))
    selection.place(target, 'available')
    const { revision } = selection
    selection.place(target, 'available')
    expect(selection.revision).toBe(revision)
  })

  it('never gives two lists of one balancer the same revision', () => {
    let latest = 0
    const next = () => (latest += 1)
    const [one, other] = [new Selection<string>(() => true, next), new Selection<string>(() => true, next)]
    one.place(made(1), 'available')
    other.place(made(2), 'available')
    expect(one.revision).not.toBe(other.revision)
  })

  it('knows whether all targets that were in the list have had one priority', () => {
    const selection = empty()
    const [one, other] = [made(1), made(2)]
    for (const target of [one, other]) target.update({ priority: 3 })
    expect(selection.hasOnePriority).toBe(true)
    for (const target of [one, other]) selection.place(target, 'available')
    expect(selection.hasOnePriority).toBe(true)
    other.update({ priority: 0 })
    selection.touch(other)
    expect(selection.hasOnePriority).toBe(false)
    const changed = empty()
    changed.place(one, 'available')
    changed.place(other, 'blocked')
    expect(changed.hasOnePriority).toBe(true)
    changed.place(other, 'available')
    expect(changed.hasOnePriority).toBe(false)
  })

  it('knows the largest weight in the list after any changes', () => {
    const step = fc.record({ target: fc.nat(5), weight: fc.constantFrom(0.5, 1, 2, 7), isIn: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const selection = empty()
        const targets = Array.from({ length: 6 }, (_, order) => made(order))
        for (const { target: place, weight, isIn } of steps) {
          const target = at(targets, place)
          target.update({ weight })
          selection.place(target, isIn ? 'available' : 'blocked')
          selection.touch(target)
          expect(selection.maxWeight).toBe(Math.max(0, ...selection.available.map((state) => state.weight)))
        }
      }),
    )
  })
})
