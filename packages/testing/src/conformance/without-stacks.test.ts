import { describe, expect, it } from 'vitest'
import { withoutStacks } from './without-stacks.ts'

describe('work without stacks', () => {
  it('makes errors without stacks, and gives its result', async () => {
    const error = await withoutStacks(() => Promise.resolve(new Error('cut')))
    expect(error.stack).toBe('Error: cut')
  })

  it('restores the usual limit when it fails, and only when the last of several ends', async () => {
    const usual = Error.stackTraceLimit
    let end = (): void => {}
    const first = withoutStacks(() => new Promise<void>((resolve) => (end = resolve)))
    await expect(withoutStacks(() => Promise.reject(new Error('cut')))).rejects.toThrow('cut')
    expect(Error.stackTraceLimit).toBe(0)
    end()
    await first
    expect(Error.stackTraceLimit).toBe(usual)
  })
})
