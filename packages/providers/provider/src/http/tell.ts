import { within } from '@llm-balancer/core/time'
import { discard } from './discard.ts'
import type { Endpoint } from './endpoint.ts'
import type { HttpCall } from './http-settings.ts'
import { send } from './send.ts'

/** How long it may take, in ms. */
const limitMs = 10_000

/** Sends a request without a body, and does not read the answer. Never throws. */
export async function tell(endpoint: Endpoint, path: string, { headers }: HttpCall): Promise<void> {
  const controller = new AbortController()
  const sending = send(endpoint, { method: 'POST', path }, { headers, signal: controller.signal })
  try {
    const { response, watch } = await within(sending, {
      clock: endpoint.clock,
      limitMs,
      onLimit: () => controller,
    })
    watch.end()
    discard(response)
  } catch {
    // What was to be told was told as far as that went.
  } finally {
    controller.abort()
  }
}
