import { createBalancer, failover } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it } from 'vitest'
import { createCircuitBreaker } from './index.ts'

it('blocks a failing target of a balancer and lets one call at a time probe it', async () => {
  const clock = createFakeClock()
  const breakers = new Map<string, ReturnType<typeof createCircuitBreaker>>()
  const balancer = createBalancer({
    clock,
    strategy: failover(),
    guards: ({ id }) => {
      const breaker = createCircuitBreaker({
        clock,
        failureThreshold: 2,
        successThreshold: 1,
        resetJitterRatio: 0,
      })
      breakers.set(id, breaker)
      return [breaker]
    },
    targets: ['first', 'second'].map((id) => ({ id, client: id })),
  })
  const asked: string[] = []
  let isDown = true
  const ask = (): Promise<string> =>
    balancer.run((client) => {
      asked.push(client)
      return client === 'first' && isDown
        ? Promise.reject(Object.assign(new Error('down'), { status: 500 }))
        : Promise.resolve(client)
    })
  for (let run = 0; run < 4; run += 1) await ask()
  expect(asked).toEqual(['first', 'second', 'first', 'second', 'second', 'second'])
  expect(breakers.get('first')?.state).toBe('open')
  await clock.advance(30_000)
  isDown = false
  asked.length = 0
  await Promise.all([ask(), ask(), ask()])
  expect(asked.toSorted()).toEqual(['first', 'second', 'second'])
  expect(breakers.get('first')?.state).toBe('closed')
  await balancer.close()
})
