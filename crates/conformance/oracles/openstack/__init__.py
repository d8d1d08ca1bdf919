"""The requirements process of OpenStack: asked of `openstack_requirements`, `bindep` and `packaging`."""
