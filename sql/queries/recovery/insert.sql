-- The hashes of new recovery codes, a JSON array.
-- shape: none
insert into recovery_codes (user_id, hash)
select current_user_id(), decode(hash, 'hex')
from jsonb_array_elements_text($1::jsonb) as hash
