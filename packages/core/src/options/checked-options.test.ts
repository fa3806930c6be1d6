import { describe, expect, it } from 'vitest'
import { createBalancer } from '../index.ts'
import { CheckedOptions } from './checked-options.ts'

const balancer = createBalancer({ targets: [{ id: 'a', client: {} }] })
const ask = (options: object) => balancer.runWithTrail(() => Promise.resolve('answer'), options)

describe('options that their maker has checked', () => {
  it('are taken as they are', async () => {
    const options = Object.assign(new CheckedOptions(), { explain: true, unheardOf: 1 })
    const { value, attempts } = await ask(options)
    expect(value).toBe('answer')
    expect(attempts[0]?.picked).toBeDefined()
  })

  it('are checked as others are once they are copied', async () => {
    const options = Object.assign(new CheckedOptions(), { unheardOf: 1 })
    await expect(ask(Object.assign({}, options))).rejects.toThrow('run: unknown option "unheardOf"')
  })
})
