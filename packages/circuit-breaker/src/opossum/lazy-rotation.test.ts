import { describe, expect, it } from 'vitest'
import { LazyRotation } from './lazy-rotation.ts'

/** A rotation of 10 slices of 100 ms that begins at 1050 ms, and how many turns its listener has made. */
function setRotation(): { readonly rotateAt: (time: number) => number; readonly rotation: LazyRotation } {
  let now = 1050
  let turns = 0
  const rotation = new LazyRotation({ now: () => now, windowMs: 1000, slices: 10 })
  rotation.on('rotate', () => void (turns += 1))
  const rotateAt = (time: number): number => {
    now = time
    turns = 0
    rotation.rotate()
    return turns
  }
  return { rotateAt, rotation }
}

describe('the lazy rotation of opossum’s slices', () => {
  it('turns once for each slice that began since it was last asked', () => {
    const { rotateAt } = setRotation()
    expect(rotateAt(1099)).toBe(0)
    expect(rotateAt(1100)).toBe(1)
    expect(rotateAt(1199)).toBe(0)
    expect(rotateAt(1450)).toBe(3)
  })

  it('turns as often as there are slices at most, after any idle time', () => {
    const { rotateAt } = setRotation()
    expect(rotateAt(1_000_000)).toBe(10)
    expect(rotateAt(1_000_000)).toBe(0)
  })

  it('stays where it is when the clock goes back', () => {
    const { rotateAt } = setRotation()
    rotateAt(1500)
    expect(rotateAt(1100)).toBe(0)
    expect(rotateAt(1599)).toBe(0)
    expect(rotateAt(1600)).toBe(1)
  })

  it('turns for its listeners alone, each of which it can count and remove', () => {
    const { rotation } = setRotation()
    const listener = (): void => undefined
    expect(rotation.listenerCount('rotate', listener)).toBe(0)
    rotation.on('rotate', listener)
    expect(rotation.listenerCount('rotate', listener)).toBe(1)
    rotation.removeListener('rotate', listener)
    expect(rotation.listenerCount('rotate', listener)).toBe(0)
  })
})
