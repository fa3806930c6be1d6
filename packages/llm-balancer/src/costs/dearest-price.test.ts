import { expect, it } from 'vitest'
import { dearestPrice } from './dearest-price.ts'

const small = { inputPerMTok: 1, outputPerMTok: 10 }
const large = {
  inputPerMTok: 2,
  outputPerMTok: 8,
  cacheReadPerMTok: 0.5,
  cacheWritePerMTok: 3,
  reasoningPerMTok: 9,
}

it('of one price is that price, with what its other tokens cost', () => {
  expect(dearestPrice([small])).toEqual({
    ...small,
    ...{ cacheReadPerMTok: 1, cacheWritePerMTok: 1, reasoningPerMTok: 10 },
  })
  expect(dearestPrice([large])).toEqual(large)
})

it('of several is the highest of each kind, those of long inputs included', () => {
  expect(dearestPrice([small, large])).toEqual({
    ...{ inputPerMTok: 2, outputPerMTok: 10 },
    ...{ cacheReadPerMTok: 1, cacheWritePerMTok: 3, reasoningPerMTok: 10 },
  })
  const long = { ...small, longInput: { aboveTokens: 200_000, inputPerMTok: 4, outputPerMTok: 12 } }
  expect(dearestPrice([long, large])).toMatchObject({
    inputPerMTok: 4,
    outputPerMTok: 12,
    cacheReadPerMTok: 4,
  })
})

it('is not known where one of them is not, or there is none', () => {
  expect(dearestPrice([])).toBeUndefined()
  expect(dearestPrice([small, undefined])).toBeUndefined()
  expect(dearestPrice([{ inputPerMTok: 1 }, small])).toBeUndefined()
})
