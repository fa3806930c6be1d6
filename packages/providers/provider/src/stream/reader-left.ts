import { abortReason } from '@llm-balancer/core/time'

/** The reason with which the work behind a stream is aborted whose reader has left. One for all: making an error costs more than the abort. */
export const readerLeft: () => DOMException = abortReason('the reader has left the stream')
