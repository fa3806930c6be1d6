import { describe, expect, it } from 'vitest'
import { phases } from './phases.ts'

const overlap = (one: (typeof phases)[number], other: (typeof phases)[number]): boolean =>
  one.from < other.to && other.from < one.to

describe('the schedule of faults', () => {
  it('lies within the duration and leaves time to recover', () => {
    for (const { from, to } of phases) {
      expect(from).toBeGreaterThan(0)
      expect(to).toBeGreaterThan(from)
      expect(to).toBeLessThan(0.9)
    }
  })

  it('never fails one target in two ways at a time, and never more than two targets', () => {
    for (const phase of phases) {
      const others = phases.filter((other) => other !== phase && overlap(phase, other))
      expect(others.map(({ targetId }) => targetId)).not.toContain(phase.targetId)
      const atBeginning = others.filter(({ from, to }) => from <= phase.from && phase.from < to)
      expect(atBeginning.length).toBeLessThanOrEqual(1)
    }
  })

  it('leaves two targets alone', () => {
    expect(new Set(phases.map(({ targetId }) => targetId)).size).toBe(3)
  })
})
