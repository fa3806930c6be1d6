import { brownOuts } from './brown-outs.ts'
import { describeCases } from './test/describe-cases.ts'

describeCases('a brown-out', brownOuts)
