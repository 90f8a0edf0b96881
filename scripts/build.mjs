// npm run build: compiles the server and the console, whatever is out of date.
import { onOwnNode, prepare } from './checkout.mjs';

await onOwnNode();
prepare();
