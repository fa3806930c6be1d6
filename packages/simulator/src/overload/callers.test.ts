import { callers } from './callers.ts'
import { describeCases } from './test/describe-cases.ts'

describeCases('crowds and hurried callers', callers)
