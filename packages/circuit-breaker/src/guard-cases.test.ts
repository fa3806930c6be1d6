import type { Random } from '@llm-balancer/core/time'
import { guardCases, seededRandom } from '@llm-balancer/core/testing'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'

describe.each(engines)('the guard on $engine', ({ create }) => {
  const random = (): { readonly random: Random } => ({ random: seededRandom(1) })

  it.each(guardCases(() => create(random())))('$name', ({ run }) => {
    expect(run).not.toThrow()
  })

  it.each(guardCases(() => create({ ...random(), successThreshold: 4, maxProbes: 2 })))(
    'with two probes at a time $name',
    ({ run }) => {
      expect(run).not.toThrow()
    },
  )
})
