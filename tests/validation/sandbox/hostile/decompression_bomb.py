"""Two megabytes that are 400 when unpacked."""

import io
import zlib

from attack import attempt, done

packer = zlib.compressobj(1)
packed = io.BytesIO()
for _ in range(400):
    packed.write(packer.compress(bytes(1 << 20)))
packed.write(packer.flush())
attempt("unpacked", lambda: len(zlib.decompress(packed.getvalue())))
done()
