/**
 * A circuit breaker around any call, without a balancer. After three failures in a row it rejects calls at once, so that no caller waits
 * for a service that is out; when its time is over, one call probes. The fake clock makes half a minute pass at once.
 */
import { CircuitOpenError, consecutiveFailures, createCircuitBreaker } from '@llm-balancer/circuit-breaker'
import { createFakeClock } from '@llm-balancer/core/testing'

const clock = createFakeClock(0)
const breaker = createCircuitBreaker({
  label: 'search',
  trip: consecutiveFailures(3),
  resetTimeoutMs: 30_000,
  resetJitterRatio: 0,
  successThreshold: 1,
  clock,
})
breaker.on('*', ({ type }) => {
  console.log('circuit:', type)
})

let isOut = true
const search = (text: string): Promise<string> =>
  breaker.execute(() =>
    isOut
      ? Promise.reject(Object.assign(new Error('out'), { status: 503 }))
      : Promise.resolve(`found ${text}`),
  )

for (let call = 1; call <= 4; call += 1) {
  await search('this').catch((error: unknown) => {
    if (CircuitOpenError.isInstance(error)) console.log('rejected, come back in', error.retryAfterMs, 'ms')
    else console.log('failed')
  })
}
isOut = false
await clock.advance(30_000)
console.log(await search('that'), breaker.state)

// Prints:
// failed
// failed
// circuit: opened
// failed
// rejected, come back in 30000 ms
// circuit: half-opened
// circuit: closed
// found that closed
