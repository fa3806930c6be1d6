/**
 * The balancer alone, over plain `fetch`: `@llm-balancer/core` knows nothing of models, so a target's client may be anything, here the
 * address of a server. One server is out of order; the call goes on to the other, and the trail says what happened.
 */
import { createBalancer, failover } from '@llm-balancer/core'
import { startFakeLLM } from '@llm-balancer/testing'

const servers = await startFakeLLM({ targets: { first: {}, second: { reply: 'Hello.' } } })
servers.target('first').outage(503)

const balancer = createBalancer({
  targets: [
    { id: 'first', client: servers.url('first') },
    { id: 'second', client: servers.url('second') },
  ],
  strategy: failover(),
  timeouts: { deadlineMs: 10_000 },
})

const { value, target, attempts } = await balancer.runWithTrail(async (baseURL, { signal }) => {
  const body = JSON.stringify({ model: 'any', messages: [{ role: 'user', content: 'Hello' }] })
  const response = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body, signal })
  // A status of 400 or more is a failure of the target, with its headers.
  if (!response.ok)
    throw Object.assign(new Error('refused'), { status: response.status, headers: response.headers })
  const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
  return choices[0]?.message.content
})
console.log(value, 'from', target.id)
for (const { number, targetId, outcome } of attempts)
  console.log(number, targetId, outcome?.type === 'failure' ? outcome.kind : outcome?.type)

await balancer.close()
await servers.close()

// Prints:
// Hello. from second
// 1 first overloaded
// 2 second success
