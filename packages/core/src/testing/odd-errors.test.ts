import { describe, expect, it } from 'vitest'
import { oddErrors } from './odd-errors.ts'

const made = (name: string): unknown =>
  oddErrors()
    .find((one) => one.name === name)
    ?.make()

describe('an odd error', () => {
  it('is made anew each time, under a name of its own', () => {
    const names = oddErrors().map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { make } of oddErrors()) expect(make() === make()).toBe(false)
  })

  it('of a newer release has a kind and a scope that this one does not know', () => {
    expect(made('an error of this family of a newer release')).toMatchObject({
      kind: 'melted',
      scope: 'planet',
      status: 503,
    })
  })

  it('may have a hint that is no time', () => {
    expect(made("an SDK's error with a hint that is no time")).toMatchObject({ retryAfterMs: Number.NaN })
    expect(made("an SDK's error with a hint in words")).toMatchObject({ retryAfterMs: 'soon' })
  })

  it('may be its own cause', () => {
    const error = made("axios' error caused by itself") as Error
    expect(error.cause).toBe(error)
  })
})
