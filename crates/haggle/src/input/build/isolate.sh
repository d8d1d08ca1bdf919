# Runs in namespaces of its own, without a network: makes a root that has the Python and the system's libraries, all of it to read only, and a
# folder of limited size to write to; then runs the command there without any privilege.
# Arguments: the folder with `source` and `site`, the prefix of the Python, the bytes of the folder to write to, the bytes of memory, the
# seconds of processor time, and the command.
set -eu
given=$1 prefix=$2 disk=$3 memory=$4 seconds=$5
shift 5
mount --make-rprivate /
root=$given/root
mkdir "$root"
mount -t tmpfs -o "size=$disk,mode=755,nosuid,nodev" tmpfs "$root"
mkdir "$root/proc" "$root/dev" "$root/work" "$root/site" "$root/old" "$root/tmp"
for place in /usr /bin /sbin /lib /lib32 /lib64 "$prefix"; do
    [ -e "$place" ] || continue
    [ -e "$root$place" ] && continue
    if [ -L "$place" ]; then
        cp -P "$place" "$root$place"
        continue
    fi
    mkdir -p "$root$place"
    mount --bind "$place" "$root$place"
    mount -o remount,bind,ro,nosuid,nodev "$root$place"
done
mount --bind "$given/site" "$root/site"
mount -o remount,bind,ro,nosuid,nodev "$root/site"
cp -R "$given/source" "$root/work/source"
for device in null zero urandom; do
    : > "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o "size=$disk,mode=1777,nosuid,nodev" tmpfs "$root/tmp"
cd "$root"
pivot_root . old
umount -l /old
# The root itself can hold no more files than the folder of the build.
exec env -i PATH=/usr/bin:/bin HOME=/work TMPDIR=/tmp LANG=C.UTF-8 PYTHONPATH=/site PYTHONNOUSERSITE=1 PYTHONDONTWRITEBYTECODE=1 \
    SOURCE_DATE_EPOCH=315532800 \
    prlimit "--as=$memory" "--cpu=$seconds" "--fsize=$disk" --nproc=512 --nofile=1024 --core=0 \
    setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
