/**
 * Limits around any call, without a balancer: requests and tokens per minute, evenly. Tokens are set aside before a call and corrected by
 * what it really used. Calls that have to wait do so in order of their priority, and then as they came.
 */
import { createFakeClock } from '@llm-balancer/core/testing'
import { rateLimit } from '@llm-balancer/rate-limit'

const clock = createFakeClock(0)
const limiter = rateLimit({ requestsPerMinute: 60, tokensPerMinute: 100_000, label: 'openai', clock })

const ask = (number: number): Promise<void> =>
  limiter.schedule(
    (call) => {
      if (number % 5 === 0) console.log('call', number, 'begins at', clock.now(), 'ms')
      call.report({ usage: { inputTokens: 100, outputTokens: 20 } })
      return Promise.resolve()
    },
    { cost: { inputTokens: 120, outputTokens: 50 } },
  )

// Ten may begin at once, then one in each second.
const calls = Array.from({ length: 20 }, (_, index) => ask(index + 1))
await clock.advance(10_000)
await Promise.all(calls)

console.log('a further one now:', limiter.tryReserve({ inputTokens: 100 }))
console.log('from', limiter.availableAt(), 'ms on')

// Prints:
// call 5 begins at 0 ms
// call 10 begins at 0 ms
// call 15 begins at 5000 ms
// call 20 begins at 10000 ms
// a further one now: null
// from 11000 ms on
