import type { StandardSchemaV1 } from '@standard-schema/spec'
import { expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { LLMBalancer } from '../src/index.ts'
import type { LLMObjectRequest, ObjectOf, ObjectSchema } from '../src/types/index.ts'

it('any schema of the standard is one', () => {
  expectTypeOf<StandardSchemaV1<string, number>>().toExtend<ObjectSchema>()
  expectTypeOf<ObjectOf<StandardSchemaV1<string, number>>>().toEqualTypeOf<number>()
})

it('what the schema gives is the type of the object, also for a request that was made before', () => {
  const llm = {} as LLMBalancer
  const request = { messages: [], schema: z.object({ city: z.string() }) } satisfies LLMObjectRequest
  expectTypeOf(llm.generate(request)).resolves.toHaveProperty('object').toEqualTypeOf<{ city: string }>()
  expectTypeOf(llm.generate({ messages: [] })).resolves.not.toHaveProperty('object')
})
