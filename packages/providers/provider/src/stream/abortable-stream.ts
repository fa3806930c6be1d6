import { leavable } from '@llm-balancer/core/streams'
import { leaveSignal } from '@llm-balancer/core/time'
import { readerLeft } from './reader-left.ts'

/**
 * A stream that its consumer or its caller can end, also while a part is awaited: `break`,
 * `return()` and the caller's signal abort the signal that `open` is given. `open` runs when the first part is asked for.
 * An abort is thrown as the signal's reason; a consumer that has left gets no error.
 */
export function abortableStream<Part>(
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncGenerator<Part, void, undefined>,
): AsyncGenerator<Part, void, undefined> {
  const controller = new AbortController()
  return leavable(follow(signal, controller, open), () => {
    controller.abort(readerLeft())
  })
}

async function* follow<Part>(
  signal: AbortSignal | undefined,
  controller: AbortController,
  open: (signal: AbortSignal) => AsyncGenerator<Part, void, undefined>,
): AsyncGenerator<Part, void, undefined> {
  const forward = (): void => {
    controller.abort(signal?.reason)
  }
  if (signal?.aborted === true) forward()
  else signal?.addEventListener('abort', forward)
  try {
    yield* open(controller.signal)
  } finally {
    leaveSignal(signal, forward)
  }
}
