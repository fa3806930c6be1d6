import { describe, expect, it } from 'vitest'
import { collectGarbage } from '../../test/collect-garbage.ts'
import { Target } from '../targets/target.ts'
import { RunFilter } from './run-filter.ts'
import { readRunOptions } from './run-options.ts'

const keyOf = (...given: ConstructorParameters<typeof RunFilter>): string | undefined =>
  new RunFilter(...given).shared(false)?.key

describe('RunFilter', () => {
  it('has the same key for a name and for a list of that name', () => {
    expect(keyOf({ only: 'b' })).toBe(keyOf({ only: ['b'] }))
    expect(keyOf({ exclude: 'b' })).toBe(keyOf({ exclude: ['b'] }))
    expect(keyOf({ only: 'b' })).not.toBe(keyOf({ exclude: 'b' }))
  })

  it('tells long lists that cannot change apart without looking at their words', () => {
    const names = Array.from({ length: 100 }, (_, place) => `target-${place}`)
    const [one, other] = [Object.freeze([...names]), Object.freeze([...names])]
    const read = (only: readonly string[]) => readRunOptions({ only }, false)
    expect(keyOf(read(one))).toBe(keyOf(read(one)))
    expect(keyOf(read(one))?.length).toBeLessThan(40)
    expect(keyOf(read(one))).not.toBe(keyOf(read(other)))
    expect(keyOf(read(names))).toBe(keyOf(read([...names])))
    const accepts = (id: string) => new RunFilter(read(one)).accepts(new Target({ id, client: id }, 1))
    expect([accepts('target-7'), accepts('target-100')]).toEqual([true, false])
  })

  it('does not change with a list that its caller changes', () => {
    const names = ['a']
    const options = readRunOptions({ only: names }, false)
    names.push('b')
    expect(options.only).toEqual(['a'])
  })
})

describe.skipIf(globalThis.gc === undefined)('the part of a filter that many runs share', () => {
  it('holds nothing else of the run that it was made for', async () => {
    const made = () => {
      const options = { only: 'a', heldBy: 'a', signal: new AbortController().signal }
      const shared = new RunFilter(options).shared(false)
      return { options: new WeakRef(options), shared }
    }
    const { options, shared } = made()
    await collectGarbage(() => options.deref() === undefined)
    expect(options.deref()).toBeUndefined()
    const accepts = (id: string) => shared?.accepts(new Target({ id, client: id }, 1))
    expect([accepts('a'), accepts('b')]).toEqual([true, false])
  })
})
