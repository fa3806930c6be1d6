import { places } from './places.ts'
import { describeCases } from './test/describe-cases.ts'

describeCases('servers with a number of places', places)
