import { describe, expect, it } from 'vitest'
import { findingsTable } from '../../report/findings-table.ts'
import { withoutStacks } from '../../test/without-stacks.ts'
import { judgeCase } from '../judge-case.ts'
import type { OverloadCase } from '../overload-case.ts'
import { notYet } from './not-yet.ts'

/** Two minutes of traffic take about a second of CPU; a machine that is busy with other tests may need much longer. */
const timeout = 300_000

/** Runs each case with seed 1. A case that is known to fail must fail, so that the list of those shrinks. */
export function describeCases(title: string, cases: readonly OverloadCase[]): void {
  describe(title, { timeout }, () => {
    withoutStacks()

    const names = cases.map((each) => [each.scenario.name, each] as const)
    it.each(names.filter(([name]) => !notYet.has(name)))('%s is survived as expected', async (name, each) => {
      const findings = await judgeCase(each, 1)
      const broken = findings.filter(({ isKept }) => !isKept)
      expect(broken, findingsTable(name, [findings]).join('\n')).toEqual([])
    })

    const failing = names.filter(([name]) => notYet.has(name))
    if (failing.length === 0) return
    it.each(failing)('%s is not survived yet', async (name, each) => {
      const findings = await judgeCase(each, 1)
      const broken = findings.filter(({ isKept }) => !isKept)
      expect(broken, `${name} is survived: take it out of notYet`).not.toEqual([])
    })
  })
}
