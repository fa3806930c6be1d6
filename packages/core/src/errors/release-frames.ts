import { readProperty } from '../options/read-property.ts'
import { errorChain } from './error-chain.ts'

/**
 * Makes an error, and its causes, hold nothing but what they say. Until `stack` is read, V8 keeps the functions that were being called
 * when an error was made, with what each was called on: what keeps the error keeps all of these.
 */
export function releaseFrames(error: unknown): void {
  for (const link of errorChain(error)) readProperty(link, 'stack')
}
