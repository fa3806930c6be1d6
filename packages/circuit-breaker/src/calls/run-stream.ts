import { leavable } from '@llm-balancer/core/streams'
import type { RunningCall } from './running-call.ts'
import { StreamingCall, type OpenProtected, type ReadingSettings } from './streaming-call.ts'

/**
 * Does the work of a call that is answered by a stream. Nothing happens before the first chunk is pulled.
 *
 * @param begin asks the circuit for permission; throws when the call is not allowed
 */
export function runStream<Chunk>(
  begin: () => RunningCall,
  open: OpenProtected<Chunk>,
  settings: ReadingSettings<Chunk>,
): AsyncGenerator<Chunk, void, undefined> {
  let streaming: StreamingCall<Chunk> | undefined
  async function* chunks(): AsyncGenerator<Chunk, void, undefined> {
    const own = (streaming = new StreamingCall<Chunk>(begin(), settings))
    try {
      await own.open(open)
      for (let step = await own.next(); step !== undefined && step.done !== true; step = await own.next()) {
        own.received(step.value)
        yield step.value
      }
      own.ended()
    } catch (error) {
      throw own.failed(error)
    } finally {
      await own.close()
    }
  }
  return leavable(chunks(), () => streaming?.leave())
}
