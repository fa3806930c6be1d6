import { callFacts, createFakeClock, seededRandom } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createBudget, type Budget } from '../index.ts'

const tenants = 300_000
const clock = createFakeClock(Date.UTC(2026, 10, 29))
const tenantOf = (index: number): string => `tenant-${String(index)}`

/** Every tenant makes one call of up to a cent; every thousandth spends 4.5 of its 5 dollars. Gives what each has spent. */
const serveAll = (budget: Budget): Float64Array => {
  const guard = budget.guard({ id: 'a', cost: { inputPerMTok: 1, outputPerMTok: 0 } })
  const random = seededRandom(3)
  const facts = callFacts({ inputTokens: 1 })
  const spent = new Float64Array(tenants)
  for (let index = 0; index < tenants; index += 1) {
    const costMicroUsd = index % 1000 === 0 ? 4_500_000 : 1 + Math.floor(random() * 10_000)
    const call = { ...facts, tenant: tenantOf(index), inputTokens: costMicroUsd }
    const permit = guard.acquire(clock.now(), call)
    permit?.release({ type: 'success', durationMs: 1, costMicroUsd }, clock.now())
    spent[index] = permit === null ? 0 : costMicroUsd
  }
  return spent
}

const usedBytes = (): number => {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

it(
  'hundreds of thousands of tenants take bounded memory, and none of them gets its budget anew',
  { timeout: 120_000 },
  () => {
    const budget = createBudget({ by: 'tenant', usdPerDay: 5, maxTenants: 6000, clock })
    const before = usedBytes()
    const spent = serveAll(budget)
    const bytes = usedBytes() - before - spent.byteLength
    expect(bytes).toBeLessThan(3_000_000)

    let mostExcess = 0
    for (const [index, own] of spent.entries()) {
      // No tenant is refused because others have spent much.
      if (own === 0) throw new Error(`tenant ${String(index)} was refused`)
      const known = budget.state({ tenant: tenantOf(index) })?.spentMicroUsd ?? 0
      if (known < own)
        throw new Error(`tenant ${String(index)} has spent ${String(own)}, not ${String(known)}`)
      mostExcess = Math.max(mostExcess, known - own)
    }
    // Those that are kept together may count as having spent what others of them have: two or three cents, here, of five dollars.
    expect(mostExcess).toBeLessThan(35_000)
  },
)
